// The rules that are loaded anew for each request.
class PriceRules {
  table = Array.from({ length: 20 }, (_, step) => step * 1.19);

  price(amount) {
    return amount * this.table[amount % this.table.length];
  }
}

module.exports = new PriceRules();
