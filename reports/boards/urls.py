"""Pages of the boards."""

from django.urls import path

from reports.boards import views

app_name = "boards"
urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:board>/<int:year>/", views.board, name="board"),
    path("<slug:board>/<int:year>/<slug:table>.xlsx", views.board_sheet, name="sheet"),
]
