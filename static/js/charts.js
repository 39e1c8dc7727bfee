/* Charts: an element with `data-chart="id"` draws the ECharts option in the JSON script of that id.

   ECharts is fetched only by pages that have a chart. Tooltips are drawn on the canvas: HTML ones would need inline
   styles, which the content security policy forbids. */

const drawn = [];

document.addEventListener("portal:display", () => {
  for (const draw of drawn) draw();
});

/* The colours and the size of letters that the page has now. */
function look() {
  const styles = getComputedStyle(document.documentElement);
  const token = (name) => styles.getPropertyValue(`--portal-${name}`).trim();
  const letters = { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 0.875 * parseFloat(styles.fontSize) };
  const axis = {
    axisLabel: { color: token("ink"), fontSize: letters.fontSize },
    axisLine: { lineStyle: { color: token("control") } },
    splitLine: { lineStyle: { color: token("line") } },
  };
  return {
    color: [1, 2, 3, 4, 5, 6].map((number) => token(`chart-${number}`)),
    textStyle: { ...letters, color: token("ink") },
    legend: { textStyle: { color: token("ink"), fontSize: letters.fontSize } },
    tooltip: {
      backgroundColor: token("surface"),
      borderColor: token("line"),
      textStyle: { ...letters, color: token("ink") },
    },
    axis,
  };
}

/* One axis or several, each with what the page's own option says of it on top. */
function withAxis(given, axis) {
  if (!given) return given;
  const one = (own) => ({ ...axis, ...own, axisLabel: { ...axis.axisLabel, ...own.axisLabel } });
  return Array.isArray(given) ? given.map(one) : one(given);
}

export async function startCharts(root) {
  const places = [...root.querySelectorAll("[data-chart]")].filter((place) => place.dataset.drawn === undefined);
  if (!places.length) return;
  for (const place of places) place.dataset.drawn = "";
  const echarts = await import(document.querySelector('meta[name="portal-echarts"]').content);
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (const place of places) {
    const option = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    makeRoom(place, option);
    const chart = echarts.init(place, null, { renderer: "canvas", locale: "ZH" });
    const draw = () => {
      const { axis, color, legend, textStyle, tooltip } = look();
      chart.setOption({
        color,
        textStyle,
        animation: !still,
        grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
        ...option,
        xAxis: withAxis(option.xAxis, axis),
        yAxis: withAxis(option.yAxis, axis),
        legend: option.legend && { top: 0, ...legend, ...option.legend },
        tooltip: { trigger: "axis", ...tooltip, ...option.tooltip, renderMode: "richText" },
      }, { notMerge: true });
    };
    draw();
    drawn.push(draw);
    new ResizeObserver(() => chart.resize()).observe(place);
    offerPicture(place, chart);
  }
}

/* Bars that lie below each other take as much height as they are many. */
function makeRoom(place, option) {
  const lying = option.yAxis?.type === "category" ? option.yAxis.data.length : 0;
  if (lying > 10) place.style.height = `${6 + 1.5 * lying}rem`;
}

/* The button beside the chart, which only works once there is something to take a picture of. */
function offerPicture(place, chart) {
  const button = document.querySelector(`[data-chart-picture="${place.dataset.chart}"]`);
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: getComputedStyle(document.documentElement).getPropertyValue("--portal-surface").trim() });
    link.download = `${place.getAttribute("aria-label")}.png`;
    link.click();
  });
}
