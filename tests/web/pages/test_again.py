"""A form that is refused because nobody is known to have sent it: the answer gives it back, and nothing else."""

from typing import Any

import pytest

from forestall.model.account import Role

TYPED = {"doing": "acknowledge", "pick": "a <b>", "why": "seen & looked into\nby the watch", "_seen": "x1", "until": ""}


def _hidden(answer: Any) -> dict[str, str]:
    return {each.get("name"): each.get("value") for each in answer.html.xpath("//form[@data-again]/input")}


def _posted(pages: Any, path: str = "/queue?state=new", **headers: str) -> Any:
    pages.headers = headers
    return pages.post(path, **TYPED)


def test_a_visitor_gets_the_form_back_to_be_sent_again_after_signing_in(town_pages: Any) -> None:
    answer = _posted(town_pages.as_role())
    assert answer.status == 401
    form = answer.html.xpath("//form[@data-again]")[0]
    assert (form.get("method"), form.get("action")) == ("post", "/queue?state=new")
    assert _hidden(answer) == TYPED
    shown = [each.text for each in answer.html.xpath("//section//textarea[@readonly]")]
    assert TYPED["why"] in [str(each).strip() for each in shown]
    assert "x1" not in shown
    assert "send it again: what you sent stands below" in answer.said


def test_what_is_sent_again_does_what_was_asked_for(town_pages: Any) -> None:
    operator = town_pages.as_role(Role.OPERATOR)
    key = operator.get("/queue").html.xpath("//input[@name='pick']")[0].get("value")
    sent = {"doing": "acknowledge", "pick": key, "why": "looked into"}
    back = _hidden(town_pages.as_role().post("/queue", **sent))
    assert back == sent
    assert operator.post("/queue", **back).status == 303


def test_a_form_that_another_site_sent_is_not_given_back(town_pages: Any) -> None:
    for headers in ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}):
        answer = _posted(town_pages.as_role(), **headers)
        assert answer.status == 401
        assert not _hidden(answer)
        assert "looked into" not in answer.text


@pytest.mark.parametrize("path", ["/account/password", "/proof"])
def test_a_form_about_secrets_is_never_given_back(town_pages: Any, path: str) -> None:
    answer = town_pages.as_role().post(path, password="nine grey herons", code="123456")
    assert answer.status == 401
    assert "herons" not in answer.text
    assert "123456" not in answer.text


def test_a_secret_in_another_form_is_left_out_and_the_form_is_only_shown(town_pages: Any) -> None:
    answer = town_pages.as_role().post("/queue", **TYPED, password="nine grey herons")
    assert "herons" not in answer.text
    assert "seen &amp; looked into" in answer.text
    assert not _hidden(answer)
    assert "A file or a secret is not carried along" in answer.said


def test_the_fields_before_a_file_are_shown_and_the_file_is_not_read(town_pages: Any) -> None:
    visitor = town_pages.as_role()
    fields = [("title", (None, "What the crane log says")), ("file", ("log.txt", b"x" * 200_000))]
    answer = visitor._sent("POST", "/obligations/any/evidence", files=fields)
    assert answer.status == 401
    assert "What the crane log says" in answer.text
    assert "xxxx" not in answer.text
    assert not _hidden(answer)


def test_who_has_to_show_again_who_they_are_gets_the_form_back_too(town_pages: Any) -> None:
    stale = town_pages.as_role(Role.DIRECTOR, fresh=False)
    answer = stale.post("/plan/adopt", _seen="1.2", reason="Most for the money.")
    assert answer.status == 403
    assert _hidden(answer) == {"_seen": "1.2", "reason": "Most for the money."}
    assert answer.html.xpath("//a[starts-with(@href, '/proof?after=')]/@target") == ["_blank"]


def test_who_may_not_at_all_gets_nothing_to_send_again(town_pages: Any) -> None:
    answer = _posted(town_pages.as_role(Role.AUDITOR))
    assert answer.status == 403
    assert not _hidden(answer)
