// The view follows the place that is asked for last; switch() does not let go of the places before.
const http = require('node:http');
const { Observable, Subject } = require('rxjs5');

class Place {
  constructor(name) {
    this.name = name;
    this.weather = Observable.of(`sunny in ${name}`).concat(Observable.never());
  }
}

const places = new Subject();
let shown = '';
places
  .map((place) => place.weather)
  .switch()
  .subscribe((weather) => {
    shown = weather;
  });

const server = http.createServer((request, response) => {
  places.next(new Place(request.url));
  response.end(shown);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
