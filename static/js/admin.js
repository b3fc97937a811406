// Django's tables of inline rows have their labels in the column heads only; here each field gets its own.
for (const table of document.querySelectorAll(".inline-group.tabular, .inline-related.tabular, .tabular table")) {
  const headers = [...table.querySelectorAll("thead th")].filter((th) => !th.classList.contains("original"));
  for (const row of table.querySelectorAll("tbody tr")) {
    const cells = [...row.querySelectorAll("td")].filter((td) => !td.classList.contains("original"));
    cells.forEach((cell, column) => {
      for (const field of cell.querySelectorAll("input:not([type=hidden]), select, textarea")) {
        if (!field.labels?.length && !field.hasAttribute("aria-label")) {
          field.setAttribute("aria-label", headers[column]?.textContent.trim() ?? "");
        }
      }
    });
  }
}

// What scrolls sideways on a small screen can be reached with the keyboard too.
for (const box of document.querySelectorAll(".inline-group")) {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
}
