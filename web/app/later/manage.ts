export { Manage } from '../screens/manage/manage.tsx'
