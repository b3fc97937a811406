"""The parcels of a confirmed order as the school sees them, and saying that one came."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from orders.domain.delivery import receive_delivery
from orders.views.ordering import OrderingView
from orders.views.page import show_refusal
from ovsgtoets.kernel.errors import Refused


class DeliveryReceived(OrderingView):
    """The button "Ontvangen" beside a parcel that was sent; a second click does nothing more."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            delivery = receive_delivery(order=self.order, delivery_id=pk, by=request.user)
        except Refused as refusal:
            return show_refusal(request, refusal)
        if delivery is None:
            raise Http404
        messages.success(request, f"Levering {delivery.site_name} ontvangen.")
        return redirect("orders:order")
