"use strict";
(() => {
  const form = document.getElementById("search"), field = document.getElementById("wanted");
  const found = document.getElementById("found");
  const entries = [...document.querySelectorAll("article.scene[id], article.ending[id]")].map((entry) => ({
    id: entry.id,
    title: [".number", ".title"].map((part) => entry.querySelector("h3 " + part)?.textContent ?? "").join(" "),
    text: entry.textContent.toLowerCase(),
  }));
  const boxes = [...document.querySelectorAll("svg a[href^='#']")];
  const search = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = entries.filter((entry) => words.length && words.every((word) => entry.text.includes(word)));
    const ids = new Set(hits.map((entry) => "#" + entry.id));
    for (const box of boxes) {
      box.classList.toggle("aside-of-search", words.length > 0 && !ids.has(box.getAttribute("href")));
    }
    found.replaceChildren();
    if (!words.length) return;
    found.append(hits.length === 1 ? "1 place: " : `${hits.length} places: `);
    for (const entry of hits.slice(0, 12)) {
      const link = document.createElement("a");
      link.href = "#" + entry.id;
      link.textContent = entry.title;
      found.append(link);
    }
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", search);
})();
