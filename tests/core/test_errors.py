from forestall.core import errors


def test_there_are_at_most_twelve_errors_each_with_an_exit_code() -> None:
    classes = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.ForestallError)]
    assert len(classes) <= 12
    assert {c.exit_code for c in classes} <= {1, 2}


def test_a_broken_standard_says_where_and_which_clause() -> None:
    clause = "CAP 1.2, 3.2.1"
    error = errors.StandardError("sender is empty", path="/alert/sender", clause=clause, hint="name the office")
    assert str(error) == "/alert/sender: sender is empty [CAP 1.2, 3.2.1] (name the office)"
