"""Which addresses do proofs answer? The check that anybody can make, and one's own below /me/."""

from django.urls import path

from portal.proofs import views

app_name = "proofs"

urlpatterns = [
    path("verify/", views.ask, name="ask"),
    path("verify/<slug:number>/", views.check, name="check"),
    path("me/proofs/", views.own_proofs, name="own"),
    path("me/proofs/<slug:number>/", views.own_proof, name="own_proof"),
    path("me/proofs/<slug:number>/shown/", views.choose, name="choose"),
    path("me/proofs/<slug:number>/paper.pdf", views.paper, name="paper"),
]
