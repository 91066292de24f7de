import { router } from '../../trpc/init.ts';
import { listAuditProcedure } from './list-audit.ts';

export const auditRouter = router({ list: listAuditProcedure });
