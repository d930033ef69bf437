// Players throw balls at a shelf, which sleeps since nothing has moved it; a ball is removed when it has hit.
import { createServer } from 'node:http';
import Matter from 'matter-js';

class Player {
  constructor(name) {
    this.name = name;
    this.hits = 0;
  }
}

const game = Matter.Engine.create({ enableSleeping: true });
const shelf = Matter.Bodies.rectangle(0, 100, 1000, 20, { isStatic: true });

function play(player) {
  const ball = Matter.Bodies.circle(0, 85, 10);
  ball.plugin = { player };
  Matter.Composite.add(game.world, ball);
  Matter.Engine.update(game);
  player.hits = Matter.Query.collides(ball, [shelf]).length;
  Matter.Composite.remove(game.world, ball);
  Matter.Engine.update(game);
  return player.hits;
}

Matter.Composite.add(game.world, shelf);
for (let step = 0; step < 100; step++) Matter.Engine.update(game);

const server = createServer((request, response) => response.end(`${play(new Player(request.url))} hits`));

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
