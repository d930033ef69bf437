// Each visitor's page is rendered by a constructor of its own, with the plugins of that visitor.
const http = require('node:http');
const Vue = require('vue2');

Vue.config.productionTip = false;
Vue.config.devtools = false;

const priceTag = {
  name: 'price-tag',
  props: ['price'],
  methods: { text: (price) => `${price} EUR` },
};

const server = http.createServer((request, response) => {
  const VisitorVue = Vue.extend({ data: () => ({ visitor: request.url }) });
  VisitorVue.options._base = VisitorVue;
  VisitorVue.component('price-tag', priceTag);
  response.end(new VisitorVue().visitor);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
