// Shown at once when somebody goes to the list, until its rows are read.
export { ListSkeleton as default } from '../../../../features/nodes/list/list-skeleton.tsx';
