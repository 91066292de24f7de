/** Whether this page is being left: a second navigation would break the first one off. */
let isLeaving = false;

/** Leaves for the sign-in, once, however many parts of a page notice that its session is over. */
export function goToSignIn(): void {
  if (isLeaving) return;
  isLeaving = true;
  // The browser may keep a page and show it again.
  addEventListener('pageshow', () => {
    isLeaving = false;
  });
  location.assign('/login');
}
