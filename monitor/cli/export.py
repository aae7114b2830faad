"""``rep-monitor export``: a recording for other programs."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import Lumbar, Out, Pelvis, examples

if TYPE_CHECKING:
    from monitor.formats.gathered import Gathered
    from monitor.recording.recording import Recording

NAME = "export"
EXAMPLES = examples(
    "rep-monitor export session.mcap --format csv -o session.csv",
    "rep-monitor export session.mcap --format angles-parquet -o angles.parquet",
    "rep-monitor export session.mcap --format srt --align taps --at 4.2 -o film.srt",
    "rep-monitor export session.mcap --format notifications -o - | head",
)


class Format(StrEnum):
    """What can be written."""

    CSV = "csv"
    PARQUET = "parquet"
    NOTIFICATIONS = "notifications"
    ANGLES_CSV = "angles-csv"
    ANGLES_PARQUET = "angles-parquet"
    EVENTS_CSV = "events-csv"
    XDF = "xdf"
    STO = "sto"
    C3D = "c3d"
    SRT = "srt"
    VTT = "vtt"


_OF_SAMPLES = frozenset({Format.CSV, Format.PARQUET, Format.NOTIFICATIONS})
_SUBTITLES = frozenset({Format.SRT, Format.VTT})


def command(  # noqa: PLR0913, PLR0917  a parameter is an option
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A recording, or what import reads.")
    ],
    out: Out,
    wanted: Annotated[
        Format,
        typer.Option(
            "--format",
            help="Samples (csv, parquet), the bytes as they came (notifications), "
            "angles, events, XDF, OpenSim orientations (sto), C3D, or subtitles of a "
            "video (srt, vtt).",
        ),
    ] = Format.CSV,
    pelvis: Pelvis = None,
    lumbar: Lumbar = None,
    offset: Annotated[
        float,
        typer.Option(
            "--offset", metavar="S", help="Subtitles: video time less session time."
        ),
    ] = 0.0,
    align: Annotated[
        str | None,
        typer.Option(
            "--align",
            metavar="taps|marker[:TEXT]",
            help="Subtitles: find the offset from the sync taps or a marker.",
        ),
    ] = None,
    at: Annotated[
        float | None,
        typer.Option(
            "--at", metavar="S", help="Where the taps or the marker are in the video."
        ),
    ] = None,
    pain: Annotated[  # noqa: FBT002  an option without a value
        bool, typer.Option("--pain", help="With what was said of pain, and warnings.")
    ] = False,
) -> None:
    """Write a recording for other programs; docs/export.md tells what is in each."""
    from monitor.analysis.opened import Roles, opened
    from monitor.cli.files import say_notice
    from monitor.cli.output import keep_apart
    from monitor.cli.progress import busy

    if (align is not None or at is not None or offset) and wanted not in _SUBTITLES:
        msg = "--offset, --align and --at are for subtitles: --format srt or vtt."
        raise typer.BadParameter(msg)
    if (align is None) != (at is None):
        msg = "--align and --at go together: what is aligned, and where it is."
        raise typer.BadParameter(msg)
    keep_apart(out, [file])
    recording = opened([file], Roles(pelvis, lumbar)).recording
    say_notice(recording)
    with busy("exporting"):
        if wanted in _OF_SAMPLES:
            rows = _write_samples(recording, out, wanted)
        else:
            alignment = _Alignment(offset, align, at)
            rows = _write(recording, out, wanted, alignment, pain=pain)
    typer.echo(f"{out}: {rows} rows", err=True)


class _Alignment:
    """How session time and a video's belong together, as asked for."""

    def __init__(self, offset_s: float, align: str | None, at_s: float | None) -> None:
        self._offset_s, self._at_s = offset_s, at_s or 0.0
        self._by, _, self._text = (align or "").partition(":")
        if self._by not in {"", "taps", "marker"}:
            msg = f"{align!r} is neither taps nor marker nor marker:TEXT."
            raise typer.BadParameter(msg, param_hint="--align")

    def offset_s(self, content: "Gathered") -> float:
        from monitor.formats.subtitles import offset_of

        if not self._by:
            return self._offset_s
        taps = self._by == "taps"
        return offset_of(content, taps=taps, marker=self._text, at_s=self._at_s)


def _write_samples(recording: "Recording", out: Path, wanted: Format) -> int:
    from monitor.recording import exporters

    write = {
        Format.CSV: exporters.export_csv,
        Format.PARQUET: exporters.export_parquet,
        Format.NOTIFICATIONS: exporters.export_notifications,
    }[wanted]
    return write(recording, out)


def _write(
    recording: "Recording",
    out: Path,
    wanted: Format,
    alignment: _Alignment,
    *,
    pain: bool,
) -> int:
    from monitor.formats import angles, c3d, opensim, subtitles, xdf
    from monitor.formats.gathered import gathered
    from monitor.recording.exporters import STDOUT, as_text, opened_to_write

    if wanted is Format.C3D and out == STDOUT:
        msg = "C3D can't be written to standard output: name a file."
        raise typer.BadParameter(msg, param_hint="-o")
    content = gathered(recording, pain=pain)
    if wanted is Format.C3D:
        return c3d.write_c3d(content, out)
    if wanted is Format.STO:
        opensim.orientations(content)  # what can't be is told before a file is made
    film = ""
    if wanted in _SUBTITLES:
        offset_s = alignment.offset_s(content)
        form = subtitles.SubtitleFormat(wanted)
        film = subtitles.subtitles(content, offset_s, form)
    with opened_to_write(out) as binary:
        if wanted is Format.XDF:
            return xdf.write_xdf(content, binary)
        if wanted is Format.ANGLES_PARQUET:
            return angles.write_angles_parquet(content, binary)
        with as_text(binary) as text:
            if film:
                return text.write(film) and film.count("-->")
            write = {
                Format.ANGLES_CSV: angles.write_angles_csv,
                Format.EVENTS_CSV: angles.write_events_csv,
                Format.STO: opensim.write_sto,
            }[wanted]
            return write(content, text)
