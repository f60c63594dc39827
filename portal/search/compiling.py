"""How does a query reach either database? Its words are cut before the stock compilers see them."""

from typing import Any

from django.db.models import QuerySet
from modelsearch import query as asked
from modelsearch.index import AutocompleteField
from modelsearch.utils import get_content_type_pk

from portal.search.words import index_words, is_sound, query_terms, sound_of_query, sounds

NOTHING = asked.Not(asked.MatchAll())


def cut(query: asked.SearchQuery, *, operator: str = "") -> asked.SearchQuery:
    """Return the query with its words cut; ``operator`` overrides how the words of plain text are joined."""
    if isinstance(query, asked.PlainText):
        terms = query_terms(query.query_string)
        return asked.PlainText(" ".join(terms), operator=operator or query.operator) if terms else NOTHING
    if isinstance(query, asked.Phrase):
        return cut(asked.PlainText(query.query_string, operator="and"))
    if isinstance(query, asked.Boost):
        return cut(query.subquery, operator=operator)
    if isinstance(query, asked.Fuzzy):
        return cut(asked.PlainText(query.query_string, operator="or"), operator=operator)
    if isinstance(query, asked.Not):
        return asked.Not(cut(query.subquery))
    if isinstance(query, asked.And | asked.Or):
        return type(query)([cut(subquery, operator=operator) for subquery in query.subqueries])
    return query


class CutsWords:
    """Mixed into a query compiler: the stock one then sees words with spaces between them."""

    def __init__(self, queryset, query, fields=None, operator=None, order_by_relevance=True):
        if isinstance(query, str):
            query = asked.PlainText(query, operator=operator or "and")
        self.words = query
        super().__init__(queryset, cut(query), fields, operator, order_by_relevance)  # type: ignore[call-arg]

    def loosened(self) -> "CutsWords | None":
        """Return the same search satisfied by any of the words; nothing when there is only one word."""
        loose = cut(self.words, operator="or")
        if not isinstance(loose, asked.PlainText) or " " not in loose.query_string:
            return None
        compiler = type(self)(self.queryset, self.words, self.fields, None, self.order_by_relevance)
        compiler.query = loose
        return compiler


class WritesWords:
    """Mixed into an object indexer: what it hands to the index is cut into words."""

    def prepare_value(self, value: Any) -> str:
        return index_words(super().prepare_value(value))  # type: ignore[misc]

    def prepare_field(self, obj, field):
        """Give autocomplete fields their sounds besides their words."""
        for prepared in super().prepare_field(obj, field):  # type: ignore[misc]
            if isinstance(prepared[0], AutocompleteField):
                prepared = (*prepared[:-1], f"{prepared[-1]} {sounds(str(prepared[0].get_value(obj) or ''))}")
            yield prepared


class WritesEntries:
    """Mixed into an index: entries are written by our own indexer, which the stock index does not let one name."""

    indexer_class: Any
    entry_class: Any

    def add_items(self, model, items) -> None:
        """Write entries for these records of one model, replacing those they have."""
        if not model.get_search_fields():
            return
        content_type_id = get_content_type_pk(model)
        indexed = [self.indexer_class(item, self.backend) for item in items]  # type: ignore[attr-defined]
        self.entry_class._default_manager.bulk_create(
            (
                self.entry_class(
                    content_type_id=content_type_id,
                    object_id=one.id,
                    title=one.title,
                    autocomplete=one.autocomplete,
                    body=one.body,
                )
                for one in indexed
            ),
            update_conflicts=True,
            unique_fields=["content_type", "object_id"],
            update_fields=["title", "autocomplete", "body", "title_norm"],
        )


class HearsSounds(CutsWords):
    """Mixed into an autocomplete compiler: letters may also be pinyin or initials, written apart or together."""

    def __init__(self, queryset, query, fields=None, operator=None, order_by_relevance=True):
        super().__init__(queryset, query, fields, operator, order_by_relevance)
        if isinstance(query, str) and is_sound(query) and " " in query.strip():
            self.query = asked.Or([self.query, asked.PlainText(sound_of_query(query))])


class FallsBack:
    """Mixed into search results: when no record has all the words, the best five that have some of them."""

    BEST = 5
    _is_loose = False

    def _do_search(self):
        found = list(super()._do_search())  # type: ignore[misc]
        return found or self._loose_results()

    def _do_count(self):
        return super()._do_count() or len(self._loose_results())  # type: ignore[misc]

    def _loose_results(self) -> list:
        compiler = None if self._is_loose or self._has_strict_results() else self.query_compiler.loosened()
        if compiler is None:
            return []
        loose = type(self)(self.backend, compiler)
        loose.start, loose.stop, loose._score_field, loose._is_loose = 0, self.BEST, self._score_field, True
        return list(loose)[self.start : self.stop]

    def _has_strict_results(self) -> bool:
        """Return whether this is only a slice past the end of what has all the words."""
        if not self.start:
            return False
        first = self._clone()
        first.start, first.stop = 0, 1
        return bool(list(super(FallsBack, first)._do_search()))  # type: ignore[misc]


class RanksIds:
    """Mixed into a backend: the ids alone, best first, for lists that filter and order further."""

    def best_ids(self, text: str, queryset: QuerySet, *, limit: int) -> list[int]:
        """Return at most ``limit`` ids of records of ``queryset`` that answer the text, best first.

        All its words; else its sound, when it is written in letters; else the best five by some of its words.
        """
        strict = self.query_compiler_class(queryset, text)  # type: ignore[attr-defined]
        ids = self.ids(strict, limit)
        if not ids and is_sound(text):
            ids = self.ids(self.autocomplete_query_compiler_class(queryset, sound_of_query(text)), limit)  # type: ignore[attr-defined]
        if not ids and (loose := strict.loosened()):
            ids = self.ids(loose, min(limit, FallsBack.BEST))
        return ids

    def ids(self, compiler, limit: int) -> list[int]:
        """Return the ids that one compiled search finds, best first."""
        return list(compiler.search(compiler.get_config(self), 0, limit, backend=self).values_list("pk", flat=True))
