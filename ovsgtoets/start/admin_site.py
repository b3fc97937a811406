"""The helpdesk's admin: Django's own, in our words."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig


class PortalAdmin(AdminSite):
    site_title = "Beheer OVSG-toets"
    site_header = "OVSG-toets: helpdesk"
    index_title = "Beheer"
    enable_nav_sidebar = False


class PortalAdminConfig(AdminConfig):
    default_site = "ovsgtoets.start.admin_site.PortalAdmin"
