// A section that follows its rules while it is filled in: questions come and go, computed values and messages follow. The
// rules are the server's own, compiled; only what depends on a changed answer is worked out again. The server judges again.
import { applicable, evaluate } from "../rules/evaluator.js";
import { words } from "../words.js";
import { findPlaces, say } from "./places.js";
import { factOf } from "./reading.js";
import { show } from "./showing.js";

const MAX_ROUNDS = 12;

export class LiveForm {
  constructor(form, data) {
    this.form = form;
    this.facts = data.facts ?? {};
    this.fields = data.fields ?? [];
    this.variant = data.variant;
    this.rules = data.rules ?? [];
    this.world = { tables: data.tables ?? {}, holidays: data.holidays ?? [] };
    this.places = findPlaces(form);
    this.inputs = new Map();
    this.rows = new Map();
    this.news = null; // what to announce; nothing while the page opens
    this.status = Object.assign(document.createElement("p"), { className: "visually-hidden" });
    this.status.setAttribute("role", "status");
    form.append(this.status);
    this.settle(null);
    form.addEventListener("input", (event) => this.follow(event.target, false));
    form.addEventListener("change", (event) => this.follow(event.target, true));
  }

  /** An answer changed; rules between fields speak only when the person has left the input, and fall silent at once. */
  follow(target, left) {
    const root = (target.name ?? "").split("-")[0];
    if (!root || target.type === "file") return;
    this.news = [];
    const changed = this.settle(new Set([root]));
    this.judge(changed, left);
    if (this.news.length) this.status.textContent = this.news.join(". ");
    this.news = null;
  }

  /** What another answer of the server says of the facts that this page does not work out itself. */
  refresh(facts) {
    const own = new Set(this.fields.map((node) => node.id));
    for (const [name, fact] of Object.entries(facts ?? {})) if (!own.has(name)) this.facts[name] = fact;
    this.inputs.clear();
    this.settle(null);
  }

  /** Works out again what depends on the changed names (everything for null), until nothing moves; returns all that did. */
  settle(changed) {
    const all = new Set(changed ?? []);
    let dirty = changed;
    for (let round = 0; round < MAX_ROUNDS && (dirty === null || dirty.size); round += 1) {
      const now = dirty;
      dirty = new Set();
      for (const node of this.fields) {
        if (now !== null && !now.has(node.id) && !node.on?.some((name) => now.has(name) || dirty.has(name)) && !touches(node, now)) continue;
        if (this.update(node)) dirty.add(node.id);
      }
      if (this.variant && (now === null || this.variant.on.some((name) => now.has(name) || dirty.has(name))) && this.classify()) dirty.add("variant");
      for (const name of dirty) all.add(name);
    }
    return all;
  }

  ask(logic, row = null) {
    return evaluate(logic, this.facts, this.world, row);
  }

  update(node) {
    const before = JSON.stringify(this.facts[node.id] ?? null);
    const visible = this.appear(node, node.id, null);
    if (node.columns) this.facts[node.id] = this.group(node, visible);
    else this.facts[node.id] = visible ? this.value(node, node.id, this.facts[node.id] ?? null, null) : null;
    return JSON.stringify(this.facts[node.id]) !== before;
  }

  group(node, visible) {
    if (!this.rows.has(node.id)) this.rows.set(node.id, node.repeats ? this.facts[node.id] ?? [] : [this.facts[node.id] ?? {}]);
    const rows = this.rows.get(node.id);
    if (!node.repeats && visible) [this.facts[node.id]] = rows;
    rows.forEach((row, index) => {
      for (const column of node.columns) {
        const name = node.repeats ? `${node.id}-${index}-${column.id}` : `${node.id}-${column.id}`;
        const scope = node.repeats ? row : null;
        const shown = visible && this.appear(column, name, scope);
        row[column.id] = shown ? this.value(column, name, row[column.id] ?? null, scope) : null;
      }
    });
    if (!visible) return node.repeats ? [] : null;
    return node.repeats ? rows : rows[0];
  }

  /** Shows or takes out the question, and marks whether it must be answered. */
  appear(node, name, row) {
    const visible = !node.visible || this.ask(node.visible, row) === true;
    const place = this.places.get(name);
    if (node.visible && place?.toggle(visible)) {
      this.tell(`${visible ? words.appeared : words.gone}: ${node.label}`);
      this.forget(place.node);
    }
    if (node.required) this.mark(name, this.ask(node.required, row) === true, node);
    return visible;
  }

  mark(name, required, node) {
    const [control] = this.controls(name);
    const sign = control?.closest(".sk-field")?.querySelector("[data-optional]");
    if (!sign || sign.hidden === required) return;
    sign.hidden = required;
    this.forget(control.closest(".sk-field"));
    this.tell(`${node.label}: ${required ? words.required : words.optional}`);
  }

  value(node, name, old, row) {
    if (node.computed === undefined) {
      const controls = this.controls(name);
      const parts = () => this.parts(name);
      return node.reads && (controls.length || node.reads === "parts") ? factOf(node, controls, parts) : old;
    }
    const fact = this.ask(node.computed, row);
    const shown = this.find(`[id="${CSS.escape(name)}"] [data-value]`);
    const text = show(node, fact);
    if (shown && fact !== old && shown.textContent !== (text || "–")) {
      shown.textContent = text || "–";
      this.forget(shown.closest(".sk-field"));
      this.tell(`${node.label}: ${text || "–"}`);
    }
    return fact;
  }

  /** The first row whose condition holds, as the server chooses it. */
  classify() {
    const found = this.variant.rows.find(([when]) => when === true || this.ask(when) === true);
    const facts = found?.[1] ?? {};
    const moved = JSON.stringify(facts) !== JSON.stringify(this.facts.variant ?? {});
    this.facts.variant = facts;
    return moved;
  }

  judge(changed, left) {
    for (const rule of this.rules) {
      if (!rule.on.some((name) => changed.has(name))) continue;
      const rows = rule.group && rule.repeats ? this.facts[rule.group] ?? [] : [null];
      rows.forEach((row, index) => {
        const prefix = rule.group ? `${rule.group}-${row ? `${index}-` : ""}` : "";
        const broken = applicable(rule.operands, this.facts, row) && this.ask(rule.assert, row) !== true;
        if (broken && !left) return;
        for (const place of rule.at) {
          const [control] = this.controls(prefix + place);
          const spoken = control?.isConnected && say(control, prefix + place, this.message(rule, prefix + place, broken));
          if (spoken && broken) this.tell(rule.message);
        }
      });
    }
  }

  /** The first of the rules that speak beside this input keeps the word. */
  message(rule, name, broken) {
    this.said ??= new Map();
    const said = this.said.get(name) ?? new Map();
    this.said.set(name, said);
    if (broken) said.set(rule.id, rule.message);
    else said.delete(rule.id);
    return said.values().next().value ?? "";
  }

  controls(name) {
    if (!this.inputs.has(name)) this.inputs.set(name, this.every(`[name="${CSS.escape(name)}"]`));
    return this.inputs.get(name);
  }

  parts(name) {
    return this.every(`[name^="${CSS.escape(name)}-"]`).map((control) => [control.name.slice(name.length + 1), control]);
  }

  every(selector) {
    const roots = [this.form, ...[...this.places.values()].filter((place) => !place.shown).map((place) => place.node)];
    return [...new Set(roots.flatMap((root) => [...root.querySelectorAll(selector)]))];
  }

  find(selector) {
    return this.every(selector)[0];
  }

  /** The server's reasons speak of answers that are no longer those. */
  forget(element) {
    for (const reason of element?.querySelectorAll("[data-why]") ?? []) reason.hidden = true;
  }

  tell(text) {
    if (this.news && !this.news.includes(text)) this.news.push(text);
  }
}

const touches = (node, names) => Boolean(node.columns?.some((column) => column.on?.some((name) => names.has(name))));
