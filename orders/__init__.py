"""Price lists, orders, confirmation mails, and the access to Moodle that an order opens."""
