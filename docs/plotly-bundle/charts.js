"use strict";
// What the pages draw, and nothing more; scatter is always a part of core.
const Plotly = require("plotly.js/lib/core");
Plotly.register([
  require("plotly.js/lib/bar"),
  require("plotly.js/lib/heatmap"),
  require("plotly.js/lib/waterfall"),
]);
module.exports = Plotly;
