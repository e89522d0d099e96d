accept-when =
    <b>Когда начнёте?</b>
    Срок: { $due }

    Нажмите или напишите: <i>пт 10:00</i>, <i>25.12 15:00</i>
accept-chip-now = Сейчас
accept-chip-in-an-hour = Через час
accept-chip-tomorrow = Завтра 9:00
accept-summary =
    <b>Начало задачи</b>
    { $title }

    Начало: <b>{ $start }</b>
    Срок: { $due }
accept-button-save = ✅ Принять
accept-button-edit = ✏️ Начало
accept-help-when = ℹ️ Сейчас или позже, но не после срока. Даты понимаются на русском и на английском.
accept-help-summary = ℹ️ «Принять» сообщает команде, что задачу взяли вы. Потом принятие можно отменить.
