"""Prints what side bends do to the forward axes and to the angle of side planks.

python tests/benchmarks/side_bend_report.py [--seeds 200:212]
"""

import argparse

import numpy as np
from rich.console import Console

from monitor.acquisition.simulation.holding import HoldStyle
from monitor.acquisition.simulation.routine import Outline
from monitor.acquisition.simulation.scenarios import simulated
from monitor.acquisition.simulation.session import Circumstances, SimulatedSession
from monitor.analysis.calibrated import run_chains
from monitor.analysis.simulated import simulated_recording
from monitor.dsp.angles import segment_axes
from monitor.dsp.planes import PlaneAngles
from monitor.dsp.rows import joined_whole
from monitor.model.body import Calibration
from monitor.model.events import Calibrated
from monitor.model.records import ExerciseName, Placement, StartSideBends


def session(seed: int) -> SimulatedSession:
    outline = Outline(hold=HoldStyle(1, (2, 2), (8.0, 9.0)), side_bends=True)
    circumstances = Circumstances(outline)
    return simulated("gain", ExerciseName.SIDE_PLANK, seed, circumstances)


def calibration(made: SimulatedSession, *, bends: bool) -> Calibration:
    pipeline, found = simulated_recording(made).pipeline(), list[Calibration]()
    at = made.truth.side_bends_s
    assert at is not None
    asked = [StartSideBends(at[0] + 0.3)] if bends else []
    for record in sorted([*made.records, *asked], key=lambda each: each.t):
        for output in pipeline.feed(record):
            if isinstance(output, Calibrated):
                found.append(output.calibration)
    return found[-1]


def axis_errors(made: SimulatedSession, used: Calibration) -> list[float]:
    errors = []
    frames = {Placement.PELVIS: used.pelvis, Placement.LUMBAR: used.lumbar}
    for placement, frame in frames.items():
        true = made.streams[placement].mounting.inv().as_matrix()[:, 1]
        x, y, _ = segment_axes(frame).T
        errors.append(float(np.degrees(np.arctan2(-true @ x, true @ y))))
    return errors


def angle_errors(made: SimulatedSession, used: Calibration) -> list[float]:
    joined, angles = run_chains(simulated_recording(made)), PlaneAngles()
    angles.use_calibration(used)
    planes, truth = angles.feed(joined_whole([joined])), made.truth
    hinge = planes.lumbar_frontal_deg - planes.pelvis_frontal_deg
    error = hinge - np.interp(planes.t, truth.t, truth.side_deg)
    held = np.interp(planes.t, truth.t, truth.held().astype(float)) > 0.5
    known: list[float] = error[held & np.isfinite(error)].tolist()
    return known


def rms(values: list[float]) -> float:
    return float(np.sqrt(np.mean(np.square(values))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="200:212", help="first:last, exclusive")
    first, last = map(int, parser.parse_args().seeds.split(":"))
    for bends in (False, True):
        axes, angles = list[float](), list[float]()
        for seed in range(first, last):
            made = session(seed)
            used = calibration(made, bends=bends)
            axes += axis_errors(made, used)
            angles += angle_errors(made, used)
        what = "with side bends" if bends else "without"
        Console().print(
            f"{what}: forward axis {rms(axes):.2f}° RMS, lateral angle"
            f" {rms(angles):.2f}° RMS while held",
            highlight=False,
        )


if __name__ == "__main__":
    main()
