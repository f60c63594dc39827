from django.apps import AppConfig


class ProofsConfig(AppConfig):
    name = "portal.proofs"
    label = "proofs"
    verbose_name = "证明"

    def ready(self) -> None:
        from portal import contributions
        from portal.proofs.checking import purge_tries
        from portal.proofs.issuing import erase_of
        from portal.proofs.readouts import held_about, own_proofs_section

        contributions.due.register(purge_tries, order=91)
        contributions.personal_data.register(held_about, order=60)
        contributions.erasures.register(erase_of, order=60)
        contributions.my_page_sections.register(own_proofs_section, order=50)
