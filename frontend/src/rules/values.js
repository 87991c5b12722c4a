// What stands in facts and results: text, true and false, whole numbers, lists, plain objects; everything else is missing.
// A whole number is a Number while it is safe and a BigInt beyond, so that `===` compares like with like.

export const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

export const isWhole = (value) => Number.isSafeInteger(value) || typeof value === "bigint";

export function whole(big) {
  return big >= Number.MIN_SAFE_INTEGER && big <= Number.MAX_SAFE_INTEGER ? Number(big) : big;
}

/** The member of a plain object, null for anything else: a prototype is never looked at. */
export function member(value, name) {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : null;
}

/** A fact as rules may see it. */
export function plain(value) {
  const seen = typeof value === "string" || typeof value === "boolean" || Number.isSafeInteger(value);
  return seen || (typeof value === "object" && value !== null) ? value : null;
}

/** Answered: nothing, an empty text, no rows and an object of empty members are not. */
export function isFilled(value) {
  if (isObject(value)) return Object.values(value).some(isFilled);
  return value !== null && value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
}

/** As Python takes it: an empty list and an empty object are false. */
export function truthy(value) {
  if (Array.isArray(value)) return value.length > 0;
  return isObject(value) ? Object.keys(value).length > 0 : Boolean(value);
}

/** The value and its type; lists and objects equal nothing. */
export function same(left, right) {
  return left === right && (left === null || typeof left !== "object");
}

export function ordered(test) {
  return (left, right) => {
    const alike = (isWhole(left) && isWhole(right)) || (typeof left === "string" && typeof right === "string");
    return alike && test(left, right);
  };
}
