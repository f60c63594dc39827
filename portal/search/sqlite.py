"""How does SQLite search? One pass over the full-text table gives the ids with their scores."""

from django.db.models import FloatField, Func
from modelsearch import query as asked
from modelsearch.backends.database.sqlite import sqlite as stock
from modelsearch.backends.database.sqlite.query import MatchExpression
from modelsearch.utils import get_descendants_content_types_pks

from portal.search.compiling import CutsWords, FallsBack, HearsSounds, RanksIds, WritesEntries, WritesWords

#: SQLite takes no more in one query; there are other parameters besides.
MOST_PARAMETERS = 30_000


class Score(Func):
    """SQLite's rank of a row, smaller is better: a word of the title counts as five of the text."""

    output_field = FloatField()

    def as_sql(self, compiler, connection, **extra):
        return f"bm25({stock.SQLiteFTSIndexEntry._meta.db_table}, 1.0, 1.0, 5.0)", []


class OnePass:
    """Mixed into a compiler. The stock one asks for each hit's score by itself, which is quadratic in the hits."""

    def scores(self) -> dict[str, float]:
        """Return the score of each record that matches, by its id as the index writes it."""
        built = self.build_search_query(self.query)  # type: ignore[attr-defined]
        found = stock.SQLiteFTSIndexEntry.objects.filter(
            MatchExpression(self.fields or self.FTS_TABLE_FIELDS, built),  # type: ignore[attr-defined]
            index_entry__content_type__in=get_descendants_content_types_pks(self.queryset.model),  # type: ignore[attr-defined]
        )
        return dict(found.annotate(score=Score()).values_list("index_entry__object_id", "score"))

    @property
    def is_plain(self) -> bool:
        """Whether this search is one of plain words, best first."""
        return isinstance(self.query, asked.PlainText) and self.order_by_relevance  # type: ignore[attr-defined]

    def ranked(self) -> list[tuple[float, int]]:
        """Return score and id of each record of the queryset that matches, best and then newest first."""
        scores = self.scores()
        if not scores:
            return []
        kept = self.queryset.order_by().values_list("pk", flat=True)  # type: ignore[attr-defined]
        if len(scores) <= MOST_PARAMETERS:
            kept = kept.filter(pk__in=list(scores))
        pairs = [(scores[str(pk)], pk) for pk in kept if str(pk) in scores]
        return sorted(pairs, key=lambda pair: (pair[0], -pair[1]))


class QueryCompiler(OnePass, CutsWords, stock.SQLiteSearchQueryCompiler):
    pass


class AutocompleteQueryCompiler(OnePass, HearsSounds, stock.SQLiteAutocompleteQueryCompiler):
    pass


class _Results(stock.SQLiteSearchResults):
    def _do_search(self):
        compiler = self.query_compiler
        if not compiler.is_plain:
            return super()._do_search()
        pairs = compiler.ranked()[self.start : self.stop]
        objects = {
            found.pk: found for found in compiler.queryset.order_by().filter(pk__in=[pk for _score, pk in pairs])
        }
        for score, pk in pairs:
            if self._score_field and pk in objects:
                setattr(objects[pk], self._score_field, score)
        return [objects[pk] for _score, pk in pairs if pk in objects]

    def _do_count(self):
        if not self.query_compiler.is_plain:
            return super()._do_count()
        return len(self.query_compiler.ranked()[self.start : self.stop])


class Results(FallsBack, _Results):
    pass


class Indexer(WritesWords, stock.ObjectIndexer):
    pass


class Index(WritesEntries, stock.SQLiteIndex):
    indexer_class = Indexer
    entry_class = stock.IndexEntry


class SearchBackend(RanksIds, stock.SQLiteSearchBackend):
    """Wagtail's search on SQLite, with Chinese words."""

    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler
    index_class = Index
    results_class = Results

    def ids(self, compiler, limit: int) -> list[int]:
        """Return the ids that one compiled search finds, best first."""
        if not compiler.is_plain:
            return []
        return [pk for _score, pk in compiler.ranked()[:limit]]
