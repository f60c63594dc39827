"""How does PostgreSQL search? The stock compilers and ranks, over vectors of words that were cut before."""

from modelsearch.backends.database.postgres import postgres as stock

from portal.search.compiling import CutsWords, FallsBack, HearsSounds, RanksIds, WritesEntries, WritesWords


class QueryCompiler(CutsWords, stock.PostgresSearchQueryCompiler):
    pass


class AutocompleteQueryCompiler(HearsSounds, stock.PostgresAutocompleteQueryCompiler):
    pass


class Results(FallsBack, stock.PostgresSearchResults):
    pass


class Indexer(WritesWords, stock.ObjectIndexer):
    pass


class Index(WritesEntries, stock.PostgresIndex):
    indexer_class = Indexer
    entry_class = stock.IndexEntry

    def add_items(self, model, items) -> None:
        """Write entries; the rank of a title depends on its length, which is compared with the others' here."""
        super().add_items(model, items)
        self._refresh_title_norms()


class SearchBackend(RanksIds, stock.PostgresSearchBackend):
    """Wagtail's search on PostgreSQL, with Chinese words."""

    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler
    index_class = Index
    results_class = Results

    def __init__(self, params):
        # Words are cut already: a dictionary of PostgreSQL's would stem English on one database only.
        super().__init__({**params, "SEARCH_CONFIG": "simple"})
