// The same words inside the frame, so that navigation stays.
export { default } from '../not-found.tsx';
