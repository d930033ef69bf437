const DISCOUNTS = Array.from({ length: 200 }, (_, step) => step / 1000);

export function total(rules) {
  return DISCOUNTS.length * rules;
}
