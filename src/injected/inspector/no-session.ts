/** The message of what fails because the runtime has no session with its inspector from inside (see `mayAskItself`). */
export const NO_SESSION = 'Deno has no session with its inspector from inside';
