from django.urls import path, re_path

from . import views

_NAME = r"[.0-9A-Za-z_\-]+"

urlpatterns = [
    path("", views.page),
    path("graphql/", views.graphql),
    # Prefixes, as in Saleor: the rest of the path is the plugin's.
    re_path(
        rf"^plugins/channel/(?P<channel_slug>{_NAME})/(?P<plugin_id>{_NAME})/",
        views.plugin_of_channel,
        name="plugins-per-channel",
    ),
    re_path(
        rf"^plugins/global/(?P<plugin_id>{_NAME})/", views.plugin_of_all, name="plugins-global"
    ),
    re_path(rf"^plugins/(?P<plugin_id>{_NAME})/", views.plugin_of_any, name="plugins"),
]
