"use strict";
(function () {
  var form = document.querySelector("form.filters");
  var said = form.querySelector("output");
  var rows = Array.from(document.querySelectorAll("[data-function]"));
  var cells = Array.from(document.querySelectorAll(".matrix [data-account]"));
  function fits(el, want, key) { return !want || el.dataset[key] === want; }
  function fitsPlace(el, place) { return !place || el.dataset.account === place || el.dataset.class === place.slice(6) && place.indexOf("class:") === 0; }
  function apply() {
    var f = form.elements, name = f.person.value.trim().toLowerCase(), least = Number(f.level.value), place = f.place.value, shown = 0, all = 0;
    cells.forEach(function (c) { c.hidden = !fitsPlace(c, place); });
    var beside = document.querySelectorAll(".matrix thead th[data-account]:not([hidden])").length;
    if (beside) { document.querySelectorAll(".who td[colspan]").forEach(function (c) { c.colSpan = beside; }); }
    rows.forEach(function (row) {
      var who = (row.dataset.user || "").toLowerCase().split(" "), ok = fits(row, f.function.value, "function");
      ok = ok && (!name || who.some(function (w) { return w.indexOf(name) >= 0; }));
      if (row.dataset.account) { ok = ok && fitsPlace(row, place) && Number(row.dataset.rank) >= least; }
      else {
        ok = ok && Array.from(row.querySelectorAll("[data-rank]")).some(function (c) { return Number(c.dataset.rank) >= least && (!c.dataset.account || fitsPlace(c, place)); });
        all++; shown += ok ? 1 : 0;
      }
      row.hidden = !ok;
    });
    Array.from(document.querySelectorAll(".matrix tbody")).forEach(function (b) {
      var ways = Array.from(b.querySelectorAll(".way"));
      var some = ways.some(function (w) { return !w.hidden; });
      b.hidden = ways.length ? !some : Boolean(name && b.dataset.user.toLowerCase().indexOf(name) < 0 || least || place || f.function.value);
    });
    said.textContent = shown + " of " + all + " shown";
  }
  form.addEventListener("input", apply);
  form.addEventListener("reset", function () { setTimeout(apply); });
  form.addEventListener("submit", function (e) { e.preventDefault(); });
  form.hidden = false;
  apply();
})();
