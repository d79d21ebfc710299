"""Cells that bear the heading of their column."""

from markupsafe import Markup

from forestall.web.pages.labelled import labelled

ROW = Markup(
    '<th scope="row"><a href="/a">A &amp; b</a></th>\n<td class="n">4\n</td><td><bdi></bdi></td><td><svg></svg></td>'
)


def test_every_cell_bears_the_heading_of_its_column_and_keeps_what_it_says() -> None:
    told = str(labelled(ROW, ["What", 'Many "of" <them>', "Where", "Shape"]))
    assert '<th scope="row" data-label="What"><a href="/a">A &amp; b</a></th>' in told
    assert '<td class="n" data-label="Many &#34;of&#34; &lt;them&gt;">4\n</td>' in told


def test_only_a_cell_in_which_nothing_stands_is_marked_as_empty() -> None:
    told = str(labelled(ROW, ["What", "Many", "Where", "Shape"]))
    assert told.count("data-empty") == 1
    assert '<td data-label="Where" data-empty><bdi></bdi></td>' in told


def test_a_cell_beyond_the_headings_is_left_without_one() -> None:
    assert str(labelled(Markup("<td>1</td><td>2</td>"), ["One"])).endswith('<td data-label="">2</td>')
