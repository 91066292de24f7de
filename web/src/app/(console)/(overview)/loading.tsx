// The overview's layout while it is read.
export { OverviewSkeleton as default } from '../../../features/overview/overview-skeleton.tsx';
