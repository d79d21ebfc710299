"""The sentences that stages make, as patterns by which `said.py` recognises them; translations are in the catalogues.

`%(name)s` is a value. Its name says what it is: `n` a number, `figure` and `when` numbers and times with their words,
`field`, `level`, `status`, … one of a few words, `said` another sentence, `known` one that has to be among these,
`names` and `fields` a list; any other name is taken as it stands. A digit behind the name tells two of a kind apart.
Sentences of warnings are in `warn/languages`.
"""

from forestall.core.text import N_
from forestall.outlook.said import FIGURE, TOP

_FIGURES = (
    N_("no data"),
    N_("never"),
    N_("none"),
    N_("%(n)s a year"),
    N_("once in %(n)s years"),
    N_("once in %(n)s y"),
    N_("yearly"),
    N_("%(n)s min"),
    N_("%(n)s h"),
    N_("%(n)s days"),
    N_("%(n)s years"),
    N_("1 in %(n)s"),
    N_("too few years simulated"),
    N_("%(day)s %(n)s %(month)s %(year)s, %(time)s"),
    N_("%(day)s %(n)s %(month)s %(n2)s %(time)s"),
    N_("%(day)s %(n)s %(month)s %(time)s"),
    N_("%(figure)s to %(figure2)s"),
)
_DAY = (
    N_("Nothing is known of any field."),
    N_("All five fields are calm."),
    N_("%(n)s of %(n2)s fields are calm."),
    N_("%(field)s is %(level)s too."),
    N_("%(fields)s are %(level)s too."),
    N_("%(field)s is %(level)s: “%(name)s” is %(n)s times as likely as usual because of “%(said)s”."),
    N_("%(field)s is %(level)s: “%(name)s” is %(n)s times as likely as usual."),
    N_("%(field)s is %(level)s: %(said)s"),
    N_("No warning that is known of is in force."),
    N_("No warning is in force."),
    N_("One warning is in force: “%(said)s” until %(when)s."),
    N_("One warning is in force: “%(said)s”."),
    N_("%(n)s warnings are in force, the most severe: “%(said)s” until %(when)s."),
    N_("%(n)s warnings are in force, the most severe: “%(said)s”."),
    N_("No obligation is known."),
    N_("Nothing is overdue."),
    N_("%(n)s obligation is overdue."),
    N_("%(n)s obligations are overdue."),
    N_("What the plan would remove is not known: no data on expected loss."),
    N_("The plan holds no measure."),
    N_("The plan removes %(share)s of the expected loss for %(money)s."),
    N_("No working source informs %(fields)s: what is not seen there is not known."),
)
_LIKELY = (
    N_("%(name)s: %(n)s times as likely as usual because of “%(said)s”."),
    N_("%(name)s: %(n)s times as likely as usual."),
)
_FIELDS = (
    N_("No finding at or above the level that keeps a warning open; no risk moved."),
    N_("No source informs this field."),
    N_("%(name)s is %(status)s; %(name2)s is %(status2)s and %(n)s more."),
    N_("%(name)s is %(status)s; %(name2)s is %(status2)s."),
    N_("%(name)s is %(status)s."),
    N_("%(known)s at %(place)s (%(level)s)."),
    N_("%(said)s (%(level)s)."),
)
_FINDINGS = (
    N_("%(name)s: above what is usual"),
    N_("%(name)s: below what is usual"),
    N_("%(name)s: above %(n)s %(unit)s"),
    N_("%(name)s: below %(n)s %(unit)s"),
    N_("%(name)s: no new data"),
    N_("%(name)s: no data"),
    N_("%(cve)s is exploited, and the place runs the product"),
    N_("%(cve)s is exploited, and %(name)s runs the product"),
    N_("%(n)s %(unit)s at %(when)s, above the limit of %(n2)s, %(n3)s values in a row since %(when2)s."),
    N_("%(n)s %(unit)s at %(when)s, below the limit of %(n2)s, %(n3)s values in a row since %(when2)s."),
    N_("%(n)s %(unit)s at %(when)s, above the limit of %(n2)s."),
    N_("%(n)s %(unit)s at %(when)s, below the limit of %(n2)s."),
    N_(
        "%(n)s %(unit)s at %(when)s, usual %(n2)s; above the usual since %(when2)s, by %(n3)s standard deviations on "
        "average."
    ),
    N_(
        "%(n)s %(unit)s at %(when)s, usual %(n2)s; below the usual since %(when2)s, by %(n3)s standard deviations on "
        "average."
    ),
    N_("%(event)s of %(sender)s: %(severity)s, %(certainty)s; %(touched)s, until %(when)s."),
    N_("%(event)s of %(sender)s: %(severity)s, %(certainty)s; %(touched)s."),
    N_("Nothing at all, expected every %(n)s h."),
    N_("Nothing since %(when)s, expected every %(n)s h."),
    N_("Nothing since %(when)s, expected every %(n)s h. %(rest)s"),
    N_("%(n)s events in all; last: %(said)s"),
    N_("1 event %(where)s: %(values)s"),
    N_("1 event %(where)s."),
    N_("%(n)s events %(where)s: %(values)s"),
    N_("%(n)s events %(where)s."),
    N_("%(name)s; to be mended by %(date)s; used in ransomware campaigns"),
    N_("%(name)s; to be mended by %(date)s"),
)
_TOUCHED = (
    N_("names no area, taken for the whole place"),
    N_("touches 1 site and %(n)s people by day"),
    N_("touches %(n)s sites and %(n2)s people by day"),
)
_WHERE = (
    N_("on an unnamed machine"),
    N_("on %(n)s machines, last on %(name)s"),
    N_("on %(n)s machines"),
    N_("on %(name)s"),
)
_RISKS = (
    N_("stated loss"),
    N_("loss of service"),
    N_("other sites without service"),
    N_("sites out of action"),
    N_("toxic cloud"),
    N_("%(name)s without service"),
    N_("%(name)s over the population"),
    N_("%(name)s burning"),
    N_("%(figure)s (%(figure2)s to %(figure3)s)"),
    N_("no finding moves it now"),
    N_("×%(n)s for the time of the year"),
    N_("now ×%(n)s because %(drivers)s"),
    N_("%(said)s (×%(n)s, fades by %(when)s)"),
    N_("%(said)s (was ×%(n)s)"),
    N_("%(said)s (×%(n)s)"),
    N_("%(said)s: ×%(n)s then, ×%(n2)s now"),
    N_("%(trend)s since then"),
    N_("the scenario is new"),
    N_("the scenario is no longer in the place"),
    N_("base rate: %(n)s a year then, %(n2)s a year now"),
    N_("season: %(n)s then, %(n2)s now"),
    N_("%(scale)s of one event: %(n)s then, %(n2)s now"),
    N_("No criterion set"),
    N_("No data to hold against the criterion"),
    N_("Above the %(sum)s a year that is tolerated, but the interval reaches below"),
    N_("Above the %(sum)s a year that is tolerated"),
    N_("Within the %(sum)s a year that is tolerated, but the interval reaches above"),
    N_("Within the %(sum)s a year that is tolerated"),
    N_("%(name)s (%(share)s of %(scale)s)"),
    N_("toxic releases: nobody beyond %(n)s km is counted, where the widths of clouds were fitted"),
)
_CHANGES = (
    N_("%(known)s at %(place)s, %(level)s"),
    N_("%(said)s, %(level)s"),
    N_("%(name)s: likelihood"),
    N_("%(name)s: rank"),
    N_("up from ×%(n)s to ×%(n2)s"),
    N_("down from ×%(n)s to ×%(n2)s"),
    N_("up from %(n)s to %(n2)s"),
    N_("down from %(n)s to %(n2)s"),
    N_("new, %(status)s"),
    N_("was %(status)s, is %(status2)s"),
    N_("was %(money)s, is %(money2)s"),
    N_("new"),
    N_("gone"),
    N_("opened"),
    N_("updated"),
    N_("cancelled"),
    N_("newly overdue"),
    N_("no longer overdue"),
    N_("now in the plan"),
    N_("no longer in the plan"),
    N_("Budget"),
)
_PLAN = (
    N_("chosen: takes away %(money)s a year for %(money2)s"),
    N_("chosen: asked for; takes nothing away for %(money)s"),
    N_("chosen: %(names)s cannot be without it; together they take away %(money)s a year for %(money2)s"),
    N_("not chosen: %(reason)s"),
    N_("frequency of all %(field)s scenarios"),
    N_("frequency of: %(name)s"),
    N_("effectiveness of measures against %(field)s scenarios"),
    N_("cost of all measures"),
    N_("cost of %(name)s"),
    N_("times today's"),
)
_REASON = (
    N_("adds %(money)s a year to the expected loss"),
    N_("it would work only after the planning period"),
    N_("what it takes away is on scales to which the place gives no weight"),
    N_("takes nothing away from any scenario"),
    N_("costs %(money)s, takes away only %(money2)s in all"),
    N_("costs %(money)s, more than the whole budget"),
    N_("cannot be together with %(names)s"),
    N_("needs %(names)s, which there is not"),
    N_("needs %(amount)s more than the plan leaves"),
    N_("needs %(amount)s more than there are"),
    N_("with %(names)s, without which it cannot be, it %(reason)s"),
    N_("beside the plan it %(reason)s"),
    N_("takes away only %(money)s a year more for %(money2)s"),
    N_("promises nothing more for its cost"),
    N_("does not fit beside the plan"),
    N_("costs %(money)s, %(money2)s are left; the budget is better spent on %(names)s"),
    N_("costs %(money)s, %(money2)s are left"),
)
_OBLIGATIONS = (
    N_("%(said)s (%(n)s earlier times not shown)"),
    N_("evidence is %(proof)s: %(said)s"),
    N_("the norm has a new version: %(version)s instead of %(version2)s"),
    N_("it now covers %(names)s as well"),
)
_MAP = (
    N_("serves %(n)s people"),
    N_("1 warning open"),
    N_("%(n)s warnings open"),
    N_("%(level)s: %(said)s and %(n)s more"),
    N_("%(level)s: %(said)s"),
    N_("%(name)s: %(substance)s, %(n)s loaded trips a year by %(mode)s"),
    N_("%(said)s (%(severity)s)"),
    N_("%(said)s and %(n)s more"),
)
_DELIVERY = (
    N_("field %(field)s is not one of its fields"),
    N_("label %(label)s is not for %(kind)s cleared to %(label2)s"),
    N_("severity %(severity)s is below %(severity2)s"),
    N_("area %(some)s is not in or above %(some2)s"),
)
PATTERNS = {
    FIGURE: _FIGURES,
    TOP: (*_DAY, *_LIKELY, *_FINDINGS, *_RISKS, *_PLAN, *_OBLIGATIONS, *_DELIVERY, *_MAP, *_FIELDS, *_CHANGES),
    "touched": _TOUCHED,
    "where": _WHERE,
    "reason": _REASON,
}
"""The patterns by family, those that say most first."""
WORDS = (
    *(N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun")),
    *(N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday")),
    *(N_("January (month)"), N_("February (month)"), N_("March (month)"), N_("April (month)")),
    *(N_("May (month)"), N_("June (month)"), N_("July (month)"), N_("August (month)")),
    *(N_("September (month)"), N_("October (month)"), N_("November (month)"), N_("December (month)")),
    *(N_("Observed"), N_("Likely"), N_("Possible"), N_("Unlikely"), N_("Unknown")),
    *(N_("Immediate"), N_("Expected"), N_("Future"), N_("Past")),
    *(N_("unacceptable"), N_("as low as reasonably practicable"), N_("broadly acceptable"), N_("no criterion")),
    *(N_("Alert"), N_("Update"), N_("Cancel"), N_("Public"), N_("Restricted"), N_("Private")),
    *(N_("Actual"), N_("Exercise"), N_("System"), N_("Test")),
    *(N_("up"), N_("down"), N_("steady"), N_("%(some)s and %(last)s"), N_("%(some)s, %(next)s")),
)
"""Words that stand in those sentences, and the choices of CAP 1.2 that pages show."""
