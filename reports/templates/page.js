"use strict";
(function () {
  var level = document.getElementById("f-level");
  var text = document.getElementById("f-text");
  var shown = document.getElementById("f-shown");
  var items = Array.prototype.slice.call(document.querySelectorAll(".finding"));
  var groups = Array.prototype.slice.call(document.querySelectorAll("details.rule"));
  function apply() {
    var wanted = text.value.trim().toLowerCase();
    var count = 0;
    items.forEach(function (item) {
      var ok = (!level.value || item.dataset.level === level.value) &&
        (!wanted || item.textContent.toLowerCase().indexOf(wanted) >= 0);
      item.classList.toggle("hidden", !ok);
      if (ok) { count += 1; }
    });
    groups.forEach(function (group) {
      var some = group.querySelector(".finding:not(.hidden)");
      group.classList.toggle("hidden", !some);
      if (wanted && some) { group.open = true; }
    });
    shown.textContent = "显示 " + count + " / " + items.length;
  }
  function remember() {
    var state = new URLSearchParams();
    if (level.value) { state.set("level", level.value); }
    if (text.value) { state.set("q", text.value); }
    history.replaceState(null, "", "#" + state.toString());
    apply();
  }
  function follow() {
    var hash = location.hash.slice(1);
    if (/^[0-9a-f]{16}$/.test(hash)) {
      var target = document.getElementById(hash);
      if (target) { target.closest("details").open = true; target.scrollIntoView(); }
    } else if (hash.indexOf("=") > 0 && level) {
      var state = new URLSearchParams(hash);
      level.value = state.get("level") || "";
      text.value = state.get("q") || "";
      apply();
    }
  }
  if (level) {
    document.getElementById("filter").classList.remove("hidden");
    level.addEventListener("change", remember);
    text.addEventListener("input", remember);
    apply();
  }
  window.addEventListener("hashchange", follow);
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (d) { d.open = true; });
  });
  follow();
})();
