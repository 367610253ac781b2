"use strict";
(() => {
  const CONFIG = { responsive: true, displaylogo: false, displayModeBar: false, showTips: false };
  const PRINTED_WIDTH = 640;
  const PICTURE = { format: "png", width: 1200, scale: 2 };
  const NEAR = "300px";
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const source = document.getElementById("figure-data");
  const { figures, darkOf } = source ? JSON.parse(source.textContent) : { figures: {}, darkOf: {} };
  const seen = new Set();

  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

  const exchanged = (value) => {
    if (typeof value === "string") return Object.hasOwn(darkOf, value) ? darkOf[value] : value;
    if (Array.isArray(value)) return value.map(exchanged);
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, exchanged(inner)]));
    }
    return value;
  };

  const figureOf = (id, light) => (light ? structuredClone(figures[id]) : exchanged(figures[id]));

  const draw = (id, { light = !isDark(), width } = {}) => {
    const place = document.getElementById(id);
    const { data, layout } = figureOf(id, light);
    if (width) Object.assign(layout, { width, autosize: false });
    seen.add(id);
    return Plotly.react(place, data, layout, CONFIG).then(() => {
      place.dataset.drawn = "true";
    });
  };

  const redraw = () => seen.forEach((id) => draw(id));

  // One chart after the other, those in the window first: each is seen as soon as it is drawn.
  const waiting = [];
  let drawing = false;
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const drawWaiting = async () => {
    if (drawing) return;
    drawing = true;
    while (waiting.length) {
      try {
        await draw(waiting.shift());
      } catch (error) {
        reportError(error); // the other charts are drawn all the same
      }
      await painted();
    }
    drawing = false;
  };

  const isInWindow = ({ boundingClientRect: place }) => place.top < window.innerHeight && place.bottom > 0;

  const near = new IntersectionObserver(
    (entries) => {
      const coming = entries.filter((entry) => entry.isIntersecting);
      coming.sort((one, other) => isInWindow(other) - isInWindow(one));
      for (const entry of coming) near.unobserve(entry.target);
      waiting.unshift(...coming.map((entry) => entry.target.id));
      drawWaiting();
    },
    { rootMargin: NEAR },
  );
  for (const id of Object.keys(figures)) near.observe(document.getElementById(id));

  system.addEventListener("change", redraw);

  const opened = [];
  window.addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details:not([open])")) {
      details.open = true;
      opened.push(details);
    }
    for (const id of Object.keys(figures)) draw(id, { light: true, width: PRINTED_WIDTH });
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened.splice(0)) details.open = false;
    redraw();
  });

  const save = (name, type, content) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  // A cell that a spreadsheet would take for a formula stays text.
  const quoted = (text) => `"${(/^[=+\-@\t]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

  const cellText = (cell) => {
    const value = cell.querySelector("data");
    if (value) return value.value.replace(".", root.dataset.decimal);
    const spoken = cell.querySelector(".spoken");
    return quoted((spoken ?? cell).textContent.trim());
  };

  const asCsv = (table) =>
    [...table.rows].map((row) => [...row.cells].map(cellText).join(root.dataset.separator)).join("\r\n");

  for (const button of document.querySelectorAll("button[data-csv]")) {
    button.addEventListener("click", () => {
      const content = `\ufeff${asCsv(document.getElementById(button.dataset.csv))}\r\n`;
      save(`${button.dataset.csv}.csv`, "text/csv;charset=utf-8", content);
    });
  }
  for (const button of document.querySelectorAll("button[data-png]")) {
    button.addEventListener("click", async () => {
      const id = button.dataset.png;
      const { data, layout } = figureOf(id, true);
      Object.assign(layout, { width: PICTURE.width, autosize: false, paper_bgcolor: "#ffffff" });
      const address = await Plotly.toImage({ data, layout }, { ...PICTURE, height: layout.height });
      const link = document.createElement("a");
      link.href = address;
      link.download = `${id}.png`;
      link.click();
    });
  }

  const theme = document.getElementById("theme");
  if (theme) {
    theme.value = root.dataset.theme ?? "system";
    theme.addEventListener("change", () => {
      if (theme.value === "system") delete root.dataset.theme;
      else root.dataset.theme = theme.value;
      try {
        window.localStorage.setItem("theme", theme.value);
      } catch {
        // The choice then holds for this page only.
      }
      redraw();
    });
  }

  for (const filter of document.querySelectorAll("select[data-filter]")) {
    const rows = [...document.getElementById(filter.dataset.filter).tBodies[0].rows];
    filter.addEventListener("change", () => {
      for (const row of rows) row.hidden = filter.value !== "" && row.dataset.site !== filter.value;
    });
  }

  root.dataset.script = "on";
})();
