/* Charts: an element with `data-chart="id"` draws the ECharts option in the JSON script of that id.

   ECharts is fetched only by pages that have a chart. Tooltips are drawn on the canvas: HTML ones would need inline
   styles, which the content security policy forbids. */

const PALETTE = ["#1d4f91", "#c77700", "#1a6b3c", "#b3261e", "#5b6b82", "#6a4a9c"];
const FONT = { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 14, color: "#1f2937" };

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
    chart.setOption({
      color: PALETTE,
      textStyle: FONT,
      animation: !still,
      grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
      ...option,
      legend: option.legend && { top: 0, ...option.legend },
      tooltip: { trigger: "axis", ...option.tooltip, renderMode: "richText" },
    });
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
    link.href = chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: "#fff" });
    link.download = `${place.getAttribute("aria-label")}.png`;
    link.click();
  });
}
