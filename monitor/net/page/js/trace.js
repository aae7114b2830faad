// The last seconds of the lumbar angle. Curves never wear a state's colour.

import uPlot from "../vendor/uPlot.js";
import { TRACE_S } from "./room.js";

export class Trace {
  constructor(place) {
    this.place = place;
    this.plot = null;
    this.limits = [20, 20];
  }

  /** Draw what is kept; made at the first time there is room for it. */
  show(trace, state) {
    const width = this.place.clientWidth;
    const height = this.place.clientHeight;
    if (width < 8 || height < 8) return;
    this.limits = [state.extension_limit_deg, state.flexion_limit_deg];
    const x = trace.t.map((t) => t - state.t);
    const data = x.length ? [x, trace.deg] : [[-TRACE_S, 0], [null, null]];
    if (this.plot === null) this.plot = this.made(width, height);
    if (this.plot.width !== width || this.plot.height !== height) {
      this.plot.setSize({ width, height });
    }
    this.plot.setData(data);
  }

  /** Forget colours and size: it is made anew when next shown. */
  restyle() {
    this.plot?.destroy();
    this.plot = null;
  }

  made(width, height) {
    const colour = (name) => getComputedStyle(this.place).getPropertyValue(name).trim();
    const [line, curve] = [colour("--line"), colour("--text")];
    const options = {
      width,
      height,
      padding: [4, 0, 4, 0],
      legend: { show: false },
      cursor: { show: false },
      select: { show: false },
      axes: [{ show: false }, { show: false }],
      scales: {
        x: { time: false, range: [-TRACE_S, 0] },
        y: { dir: -1, range: (u, low, high) => this.range(low, high) }, // extension is up
      },
      series: [{}, { stroke: curve, width: 1.5, points: { show: false }, spanGaps: false }],
      hooks: { drawClear: [(u) => this.drawLimits(u, line, colour("--danger"))] },
    };
    return new uPlot(options, [[-TRACE_S, 0], [null, null]], this.place);
  }

  range(low, high) {
    const [extension, flexion] = this.limits;
    return [Math.min(-1.6 * extension, low ?? 0), Math.max(1.6 * flexion, high ?? 0)];
  }

  drawLimits(u, line, limit) {
    const [extension, flexion] = this.limits;
    const { left, width } = u.bbox;
    const { ctx } = u;
    ctx.save();
    for (const [deg, colour, dash] of [[0, line, []], [-extension, limit, [6, 5]], [flexion, limit, [6, 5]]]) {
      const y = Math.round(u.valToPos(deg, "y", true)) + 0.5;
      ctx.strokeStyle = colour;
      ctx.setLineDash(dash);
      ctx.beginPath();
      ctx.moveTo(left, y);
      ctx.lineTo(left + width, y);
      ctx.stroke();
    }
    ctx.restore();
  }
}
