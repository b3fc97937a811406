from orders.forms.address import AddressForm
from orders.forms.confirm import ChoicesForm, ConfirmForm
from orders.forms.rows import RowForm, Wrong, typed_rows

__all__ = ["AddressForm", "ChoicesForm", "ConfirmForm", "RowForm", "Wrong", "typed_rows"]
