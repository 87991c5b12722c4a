// Drag and drop within one list, beside its Naik and Turun buttons: dropping posts the same form as they do.
export function sortable(list) {
  const items = [...list.children].filter((child) => child.matches("[data-at]"));
  let dragged = null;
  for (const item of items) {
    const handle = document.createElement("span");
    handle.className = "sk-handle";
    handle.draggable = true;
    handle.setAttribute("aria-hidden", "true");
    handle.textContent = "⠿";
    item.querySelector("div").prepend(handle);
    handle.addEventListener("dragstart", (event) => {
      dragged = item;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.dataset.at);
      event.dataTransfer.setDragImage(item, 0, 0);
    });
    handle.addEventListener("dragend", () => { dragged = null; mark(null); });
    item.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      event.stopPropagation();
      mark(item);
    });
    item.addEventListener("drop", (event) => {
      if (!dragged) return;
      event.preventDefault();
      event.stopPropagation();
      const to = items.indexOf(item);
      if (item === dragged) return;
      const form = dragged.querySelector("form");
      const action = document.createElement("input");
      action.type = "hidden";
      action.name = "_aksi";
      action.value = `ke:${to}`;
      form.append(action);
      form.submit();
    });
  }
  function mark(over) {
    for (const item of items) item.classList.toggle("sk-over", item === over);
  }
}
