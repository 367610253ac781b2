"use strict";

/*
 * Draws the figures of the page. They stand as JSON in the page itself, because a page opened from a folder may not
 * fetch files. Figures are made in light colours; on a dark screen they are exchanged one by one.
 */
(() => {
  const CONFIG = { responsive: true, displaylogo: false, displayModeBar: false, showTips: false };
  const PRINTED_WIDTH = 640;
  const source = document.getElementById("figure-data");
  if (!source) return;
  const { figures, darkOf } = JSON.parse(source.textContent);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  const exchanged = (value) => {
    if (typeof value === "string") return Object.hasOwn(darkOf, value) ? darkOf[value] : value;
    if (Array.isArray(value)) return value.map(exchanged);
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, exchanged(inner)]));
    }
    return value;
  };

  const draw = (colourless, width) => {
    for (const [id, figure] of Object.entries(figures)) {
      const place = document.getElementById(id);
      const { data, layout } = colourless ? structuredClone(figure) : exchanged(figure);
      if (width) Object.assign(layout, { width, autosize: false });
      Plotly.react(place, data, layout, CONFIG).then(() => {
        place.dataset.drawn = "true";
      });
    }
  };

  draw(!dark.matches);
  dark.addEventListener("change", () => draw(!dark.matches));
  window.addEventListener("beforeprint", () => draw(true, PRINTED_WIDTH));
  window.addEventListener("afterprint", () => draw(!dark.matches));
})();
