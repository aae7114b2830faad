from monitor.model.events import Alert, Cue, Level


def test_the_age_of_an_alert_is_the_time_since_its_sample() -> None:
    assert Alert(12.5, 12.25, Level.DANGER, Cue.DANGER, "Past the limit.").age_s == 0.25
