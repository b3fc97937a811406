from django.urls import path

from orders.views import addresses, changes, delivery, keep, moodle, order, revisions

app_name = "orders"


urlpatterns = [
    path("bestelling/", order.OrderPage.as_view(), name="order"),
    path("bestelling/bewaren/", keep.OrderKeep.as_view(), name="order_keep"),
    path("bestelling/bevestigen/", order.OrderConfirm.as_view(), name="order_confirm"),
    path("bestelling/beginnen/", changes.OrderStart.as_view(), name="order_start"),
    path("bestelling/wijzigen/", changes.OrderReopen.as_view(), name="order_reopen"),
    path("bestelling/niet-wijzigen/", changes.OrderDiscard.as_view(), name="order_discard"),
    path(
        "bestelling/inzage-intrekken/",
        changes.AdvisersWithdraw.as_view(),
        name="advisers_withdraw",
    ),
    path(
        "bestelling/levering/<int:pk>/ontvangen/",
        delivery.DeliveryReceived.as_view(),
        name="delivery_received",
    ),
    path("bestelling/agenda.ics", revisions.DeadlineFile.as_view(), name="deadline_file"),
    path("bestelling/versie/<int:number>/", revisions.RevisionPage.as_view(), name="revision"),
    path(
        "bestelling/versie/<int:number>/pdf/",
        revisions.RevisionPdf.as_view(),
        name="revision_pdf",
    ),
    path("bestelling/adres/nieuw/", addresses.AddressAdd.as_view(), name="address_add"),
    path("bestelling/adres/prijs/", addresses.AddressPrice.as_view(), name="address_price"),
    path("bestelling/adres/<int:pk>/", addresses.AddressEdit.as_view(), name="address_edit"),
    path(
        "bestelling/adres/<int:pk>/verwijderen/",
        addresses.AddressRemove.as_view(),
        name="address_remove",
    ),
    path(
        "bestelling/adres/<int:pk>/terugzetten/",
        addresses.AddressRestore.as_view(),
        name="address_restore",
    ),
    path("moodle/", moodle.MoodlePage.as_view(), name="moodle"),
]
