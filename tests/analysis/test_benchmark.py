from monitor.acquisition.simulation.session import SimulatedSession
from monitor.analysis.benchmark import run


def test_every_figure_is_told_as_soon_as_it_is_known(short: SimulatedSession) -> None:
    told: list[str] = []

    lines = run(
        memory_h=0.005, import_h=0.005, say=told.append, session=short, passes=1
    )

    assert told == lines
    assert [line.split(":")[0].split(" of ")[0] for line in lines] == [
        "Machine",
        "Live, 5 samples a notification, two sensors",
        "Replay",
        "Memory",
        "Import",
        "Analyze",
    ]
    assert "µs a sample pair" in lines[1]
    assert "x real time" in lines[2]
