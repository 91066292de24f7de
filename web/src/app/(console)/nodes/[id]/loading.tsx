// Shown at once when somebody goes to a node, until it is read.
export { NodePageSkeleton as default } from '../../../../features/nodes/detail/node-page-skeleton.tsx';
