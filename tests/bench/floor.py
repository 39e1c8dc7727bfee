"""The least that a page can be: session, user, one query; among the portal's own addresses, behind the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from organizations.models import Organization
from zhengzhou_ideology import urls

FLOOR = "/bench/floor/"

handler500, handler400 = urls.handler500, urls.handler400


@require_GET
def floor(request: HttpRequest) -> HttpResponse:
    first = Organization.objects.order_by("pk").values_list("name", flat=True)[0]
    return HttpResponse(f"{request.user} {first}", content_type="text/plain")


urlpatterns = [path(FLOOR[1:], floor), *urls.urlpatterns]
