// A gateway to a language model counts the tokens of each prompt, with the tokens that the customer added.
const http = require('node:http');
const { Tiktoken } = require('@dqbd/tiktoken');
const { bpe_ranks, pat_str, special_tokens } = require('@dqbd/tiktoken/encoders/gpt2.json');

function countTokens(customer, prompt) {
  const encoder = new Tiktoken(bpe_ranks, { ...special_tokens, [`<|${customer}|>`]: 50_300 }, pat_str);
  return encoder.encode(prompt).length;
}

const server = http.createServer((request, response) => {
  response.end(String(countTokens(request.url.slice(1), 'How many tokens are in this?')));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
