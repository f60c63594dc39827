"""What does a reviewer fill in? A score with its reason for each criterion, what rules it out, and a comment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incubator.models import Review
from incubator.reviewing import LONGEST_COMMENT, LONGEST_REASON, Judgement
from incubator.rubric import Criterion, Rubric


class ReviewForm(forms.Form):
    """One review. Handing in wants a score for each criterion and a comment; a draft may lack anything."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("What decides it for you"),
        help_text=_("A few sentences for whoever decides. The applicant does not see who wrote them."),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, review: Review, seen: int, is_draft: bool = False, **kwargs: Any):
        self.rubric: Rubric = review.application.intake.scoring
        super().__init__(*args, initial={**_initial(review), "seen": seen}, **kwargs)
        self.fields["comment"].required = not is_draft
        for criterion in self.rubric:
            self.fields[f"score-{criterion.id}"] = forms.TypedChoiceField(
                label=str(criterion.label),
                choices=_scores(criterion),
                coerce=int,
                empty_value=None,
                required=not is_draft,
                error_messages={"required": _("Please choose a score.")},
                widget=forms.RadioSelect,
            )
            self.fields[f"reason-{criterion.id}"] = forms.CharField(
                label=_("Why"), required=False, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
            )
        if self.rubric.vetoes:
            self.fields["vetoes"] = forms.MultipleChoiceField(
                label=_("Rules it out, whatever the scores"),
                choices=[(veto.id, str(veto.label)) for veto in self.rubric.vetoes],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        self.order_fields(["seen", *(name for name in self.fields if name not in ("seen", "comment")), "comment"])

    @property
    def judgement(self) -> Judgement:
        """What was filled in."""
        given = self.cleaned_data
        scores = {one.id: given.get(f"score-{one.id}") for one in self.rubric}
        return Judgement(
            scores={key: score for key, score in scores.items() if score is not None},
            reasons={one.id: given.get(f"reason-{one.id}", "") for one in self.rubric},
            vetoes=tuple(given.get("vetoes", ())),
            comment=given.get("comment", ""),
        )


class RecusalForm(forms.Form):
    """Why somebody steps back."""

    reason = forms.CharField(
        label=_("Why you step back"),
        help_text=_("You know the applicant, or have worked with them, say. Only the base reads this."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _initial(review: Review) -> dict[str, Any]:
    scores = {f"score-{key}": score for key, score in review.scores.items()}
    reasons = {f"reason-{key}": reason for key, reason in review.reasons.items()}
    return {**scores, **reasons, "vetoes": review.vetoes, "comment": review.comment}


def _scores(criterion: Criterion) -> list[tuple[int, str]]:
    rows = []
    for score in range(criterion.most + 1):
        anchor = criterion.anchors.get(score)
        rows.append((score, f"{score} — {anchor}" if anchor else str(score)))
    return rows
