from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from scipy.spatial.transform import Rotation

from monitor.pipeline import PipelineSettings
from monitor.recording.importers.importing import Import, imported

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Swing:
    """A sensor that rolls to and fro about its x axis, in place."""

    rate_hz: float
    n: int

    @property
    def t(self) -> Array:
        return np.arange(self.n) / self.rate_hz

    @property
    def orientation(self) -> Rotation:
        roll = 0.5 * np.sin(np.pi * self.t)
        return Rotation.from_rotvec(np.outer(roll, [1.0, 0.0, 0.0]))

    @property
    def accel(self) -> Array:
        return np.asarray(self.orientation.inv().apply([0.0, 0.0, 9.80665]))

    @property
    def gyro(self) -> Array:
        return np.outer(0.5 * np.pi * np.cos(np.pi * self.t), [1.0, 0.0, 0.0])

    @property
    def quaternion(self) -> Array:
        return np.asarray(self.orientation.as_quat())[:, [3, 0, 1, 2]]


@pytest.fixture
def swing() -> Callable[[float, int], Swing]:
    return Swing


@pytest.fixture
def table() -> Callable[..., str]:
    def rows(header: str, *columns: Array, delimiter: str = ",") -> str:
        lines = [
            delimiter.join(f"{value:.13g}" for value in values)
            for values in np.column_stack(columns).tolist()
        ]
        return "\n".join([header, *lines]) + "\n"

    return rows


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


@pytest.fixture
def importing() -> Callable[..., Import]:
    def read(
        files: Path | Sequence[Path],
        pelvis: str | None = None,
        lumbar: str | None = None,
    ) -> Import:
        listed = [files] if isinstance(files, Path) else list(files)
        return imported(listed, pelvis, lumbar, PipelineSettings())

    return read


@pytest.fixture(scope="session")
def real_data() -> Path:
    folder = Path(__file__).parents[4] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder ../shared/data is missing")
    return folder


ROW = "pelvis,{t},0,0,9.8,0,0,0\n"
SMALL_FILES = (
    "placement,t_s,ax,ay,az,gx,gy,gz\n"
    + "".join(ROW.format(t=i / 50) for i in range(9)),
    "sep=,\nDeviceTag:,A\n\nPacketCounter,SampleTimeFine,Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,"
    "Gyr_Z\n" + "".join(f"{i},{i * 16667},0,0,9.8,1,2,3\n" for i in range(9)),
    "PacketCounter,SampleTimeFine,Quat_W,Quat_X,Quat_Y,Quat_Z,FreeAcc_X,FreeAcc_Y,"
    "FreeAcc_Z\n" + "".join(f"{i},{i * 16667},1,0,0,0,0,0,0\n" for i in range(9)),
    "epoch (ms),x-axis (g),y-axis (g),z-axis (g)\n1000,0,0,1\n1080,0,0,1\n",
    "// Update Rate: 100.0Hz\nPacketCounter\tAcc_X\tAcc_Y\tAcc_Z\tRoll\tPitch\tYaw\n"
    + "".join(f"{i}\t0\t0\t9.8\t{i}\t0\t0\n" for i in range(9)),
    "Sensor string: E\nax\tay\taz\tgx\tgy\tgz\n\n" + "0\t0\t1\t0\t0\t1\n" * 9,
    "time,DeviceName,AccX(g),AccY(g),AccZ(g),AsX(°/s),AsY(°/s),AsZ(°/s),AngleX(°),"
    "AngleY(°),AngleZ(°)\n"
    + "".join(f"2025-01-01 10:00:00.{i}00,A,0,0,1,0,0,9,1,2,3\n" for i in range(9)),
    '{"Meas":{"IMU6":['
    + ",".join(
        f'{{"Timestamp":{i * 40},"ArrayAcc":[{{"x":0,"y":0,"z":9.8}}],'
        '"ArrayGyro":[{"x":0,"y":0,"z":1}]}'
        for i in range(5)
    )
    + "]}}",
    ",Pelvis,Pelvis,Pelvis,Pelvis,Pelvis,Pelvis,Pelvis\n,Time,Accelerometer,"
    "Accelerometer,Accelerometer,Gyroscope,Gyroscope,Gyroscope\n,S,X,Y,Z,X,Y,Z\n"
    + "".join(f"{i},{i / 50},0,0,9.8,0,0,1\n" for i in range(9)),
)


@pytest.fixture(scope="session")
def small_files() -> tuple[str, ...]:
    """A few rows in each format that is text."""
    return SMALL_FILES
