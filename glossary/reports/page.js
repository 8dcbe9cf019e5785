"use strict";
const form = document.querySelector("form");
const findings = [...document.querySelectorAll("li[data-rule]")];
const marks = [...document.querySelectorAll("mark")];

function shown(finding, choice, words) {
  return choice.getAll("severity").includes(finding.dataset.severity)
    && (!choice.get("rule") || choice.get("rule") === finding.dataset.rule)
    && (!choice.get("file") || choice.get("file") === finding.closest("section").dataset.file)
    && (!words || finding.closest("article").textContent.toLowerCase().includes(words));
}

function filter() {
  const choice = new FormData(form);
  const words = choice.get("words").trim().toLowerCase();
  const on = new Set();
  for (const finding of findings) {
    finding.hidden = !shown(finding, choice, words);
    if (!finding.hidden) on.add(finding.dataset.number);
  }
  for (const mark of marks) mark.classList.toggle("off", !mark.dataset.numbers.split(" ").some((number) => on.has(number)));
  for (const box of document.querySelectorAll("article, section[data-file]")) box.hidden = !box.querySelector("li:not([hidden])");
  form.querySelector("output").value = `${on.size} of ${findings.length} findings`;
}

form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
filter();
