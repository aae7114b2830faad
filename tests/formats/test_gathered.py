import numpy as np

from monitor.formats.gathered import Gathered
from monitor.model.blocks import Posture
from monitor.model.records import TRUNK
from monitor.recording.recording import Recording


def test_what_a_replay_says_is_what_is_gathered(
    recording: Recording, content: Gathered
) -> None:
    pipeline = recording.pipeline()
    outputs = [out for record in recording.records for out in pipeline.feed(record)]
    postures = [out for out in outputs if isinstance(out, Posture)]

    np.testing.assert_array_equal(
        content.angles.lumbar_flexion_deg,
        np.concatenate([each.lumbar_flexion_deg for each in postures]),
    )
    assert [rep.rep_id for rep in content.reps] == [2, 3, 4, 5, 6, 7, 8]
    assert len(content.markers) == 2
    assert content.calibration is not None


def test_samples_and_orientations_belong_together(content: Gathered) -> None:
    for placement in TRUNK:
        motion = content.motions[placement]
        assert len(motion.t) == len(motion.accel) == len(motion.quaternion)
        norms = np.linalg.norm(motion.quaternion, axis=1)
        np.testing.assert_allclose(norms, 1.0, atol=1e-6)
        assert (np.diff(motion.t) > 0).all()
