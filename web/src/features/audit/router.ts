import { router } from '../../trpc/init.ts';
import { exportAuditProcedure } from './export-audit.ts';
import { listAuditProcedure } from './list-audit.ts';

export const auditRouter = router({ list: listAuditProcedure, export: exportAuditProcedure });
