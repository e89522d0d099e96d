complete-blocked =
    <b>Выполнить пока нельзя</b>
    { $title }

    { $count ->
        [one] Не хватает { $count } значения:
        [few] Не хватает { $count } значений:
        [many] Не хватает { $count } значений:
       *[other] Не хватает { $count } значения:
    }
    { $missing }

    Нажмите, чтобы заполнить.
complete-results =
    <b>Каков результат?</b>
    { $title }

    Нажмите на готовый или напишите свой.
complete-results-now = Сейчас: <i>{ $results }</i>
complete-suggest-ready = 👍 Готово к предложению
complete-suggest-ready-text = Потребность, бюджет и условия ясны; можно готовить коммерческое предложение.
complete-suggest-asked = 📨 Просят предложение
complete-suggest-asked-text = Клиент попросил коммерческое предложение.
complete-suggest-sent = 📨 Предложение отправлено
complete-suggest-sent-text = Коммерческое предложение отправлено контакту.
complete-suggest-no-need = 💤 Потребности пока нет
complete-suggest-no-need-text = Контакту позвонили: потребности пока нет.
complete-when =
    <b>Когда это выполнено?</b>
    { $title }

    Нажмите или напишите: <i>вчера 15:00</i>, <i>20.11</i>
complete-chip-now = Сейчас
complete-chip-an-hour-ago = Час назад
complete-chip-yesterday = Вчера
complete-when-now = сейчас
complete-summary =
    <b>Завершить задачу?</b>
    { $task } · { $title }

    Результат: <i>{ $results }</i>
    Дата выполнения: <b>{ $when }</b>
complete-button-save = 🏁 Выполнено
complete-button-results = ✏️ Результат
complete-button-when = ✏️ Дата
complete-help-blocked = ℹ️ У квалифицированной сделки есть соглашение, бюджет, вероятность, канал и источник. Каждая кнопка открывает свой вопрос, потом вы вернётесь сюда.
complete-help-results = ℹ️ Напишите своими словами, что сделано или достигнуто, до 4096 символов.
complete-help-when = ℹ️ Сейчас или раньше; дата в будущем не принимается.
complete-help-summary = ℹ️ «Выполнено» завершает задачу, квалифицирует сделку и выдаёт следующую задачу процесса.
