// What waits in this browser when the page opens: one's own cells go on where they were; those of a
// colleague, or of a pupil or question that is no longer here, are told, never sent. Of a page of one
// pupil those of the others are elsewhere: there they go on.

const wait = (count, one, many) => (count === 1 ? `wacht nog 1 ${one}` : `wachten nog ${count} ${many}`);

export function takeUp({ store, model, others, elsewhere, homeless }) {
  const nowhere = [];
  for (const [key, text, version] of store.load()) {
    if (!model.get(key)) nowhere.push(key);
    else if (model.read(key) === text) store.drop(key); // it did arrive
    else model.restore(key, text, version);
  }
  show(others, store.countOfOthers(), "cel", "cellen");
  if (elsewhere) return show(elsewhere, nowhere.length, "cel", "cellen");
  show(homeless, nowhere.length, "waarde", "waarden");
  homeless.querySelector("button").addEventListener("click", () => {
    nowhere.forEach((key) => store.drop(key));
    homeless.hidden = true;
  });
}

function show(note, count, one, many) {
  note.hidden = !count;
  note.querySelector("[data-count]").textContent = wait(count, one, many);
}
